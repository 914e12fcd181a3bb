/** Reads a PDF with a reader that has nothing to do with the program that wrote it. */
import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface PdfPage {
  png: Buffer;
  width: number;
  height: number;
  /** Its text in NFKC, in the order in which it stands in the file: the font shares glyphs between characters and radicals. */
  text: string;
}

/** Every page as a picture (110 dots an inch) and as text. */
export const pagesOf = async (pdf: Uint8Array): Promise<PdfPage[]> => {
  const task = getDocument({ data: new Uint8Array(pdf), isEvalSupported: false, verbosity: 0 });
  const document = await task.promise;
  const pages: PdfPage[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const viewport = page.getViewport({ scale: 110 / 72 });
    const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
    const canvas = createCanvas(width, height);
    await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport }).promise;
    const { items } = await page.getTextContent();
    const text = items
      .map((item) => ('str' in item ? item.str : ''))
      .join('')
      .normalize('NFKC');
    pages.push({ png: canvas.toBuffer('image/png'), width, height, text });
  }
  await task.destroy();
  return pages;
};
