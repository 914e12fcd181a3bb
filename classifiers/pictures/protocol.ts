import type { PictureFormat } from './decode.ts';

export interface ReadRequest {
  id: number;
  bytes: Uint8Array;
}

/** What is known once the pixels are there. */
export interface PictureFacts {
  format: PictureFormat;
  width: number;
  height: number;
  pdq: string | null;
  pdqQuality: number | null;
}

/** First the facts, then the words; or a failure in place of either. */
export type ReadReply =
  | { id: number; kind: 'facts'; facts: PictureFacts }
  | { id: number; kind: 'text'; text: string }
  | { id: number; kind: 'failed'; step: 'decode' | 'text'; code: string; reason: string };
