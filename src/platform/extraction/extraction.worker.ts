import { parentPort, workerData } from 'node:worker_threads';
import { pdfParagraphs, type PdfRun } from './paragraphs';

/** What a worker is told at its start. */
export interface ExtractionTask {
  readonly kind: 'docx' | 'pdf';
  readonly bytes: Uint8Array;
  readonly mostPages: number;
}

/** Why no text comes out of a file. */
export type ExtractionFault = 'protected' | 'damaged' | 'too_many_pages';

export type ExtractionWord = { readonly paragraphs: string[] } | { readonly fault: ExtractionFault };

async function fromDocx(bytes: Uint8Array): Promise<ExtractionWord> {
  const mammoth = await import('mammoth');
  try {
    const { value } = await mammoth.extractRawText({ buffer: Buffer.from(bytes) });
    return { paragraphs: value.split(/\n{2,}/) };
  } catch {
    return { fault: 'damaged' };
  }
}

async function fromPdf(bytes: Uint8Array, mostPages: number): Promise<ExtractionWord> {
  const { getDocumentProxy } = await import('unpdf');
  try {
    const document = await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false });
    if (document.numPages > mostPages) return { fault: 'too_many_pages' };
    const pages: PdfRun[][] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(
        items.flatMap((item) => {
          if (!('str' in item)) return [];
          const transform = item.transform as number[];
          return [
            { text: item.str, x: transform[4]!, y: transform[5]!, width: item.width, height: item.height },
          ];
        }),
      );
      page.cleanup();
    }
    return { paragraphs: pdfParagraphs(pages) };
  } catch (error) {
    return { fault: (error as Error).name === 'PasswordException' ? 'protected' : 'damaged' };
  }
}

const port = parentPort;
if (port) {
  const { kind, bytes, mostPages } = workerData as ExtractionTask;
  const work = kind === 'docx' ? fromDocx(bytes) : fromPdf(bytes, mostPages);
  void work.then((word) => port.postMessage(word));
}
