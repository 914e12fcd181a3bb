import { contentKey } from '../text/normalise.ts';
import { signatureOf } from './minhash.ts';
import { wordsOfKey } from './word-difference.ts';

/** What copies of a text are told by. Each part is worked out when it is first asked for: most texts need only the key. */
export class Fingerprint {
  /** Equal for copies that differ in case, punctuation, links or disguise. */
  readonly key: string;
  private ownSignature: Uint32Array | undefined;
  private ownWords: string[] | undefined;

  constructor(text: string, signature?: Uint32Array) {
    this.key = contentKey(text);
    this.ownSignature = signature;
  }

  get signature(): Uint32Array {
    this.ownSignature ??= signatureOf(this.key);
    return this.ownSignature;
  }

  get words(): string[] {
    this.ownWords ??= wordsOfKey(this.key);
    return this.ownWords;
  }

  /** Gives back the memory of the words; they are made again when they are asked for. */
  forgetWords(): void {
    this.ownWords = undefined;
  }
}
