import { Injectable } from '@nestjs/common';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { defineProblems } from '../http/problem';
import { ArchiveFault, OfficeArchive } from '../storage/office-archive';
import { SpooledFile } from '../storage/spooled-file';
import { StoredFiles } from '../storage/stored-files';
import type { ExtractionTask, ExtractionWord } from './extraction.worker';

export const extractionProblems = defineProblems({
  fileWithoutText: { status: 422, title: 'There is no text in this file' },
  fileNotReadable: { status: 422, title: 'The text of this file cannot be read' },
});

/** Kinds of files of which the text can be had. */
export const textFileKinds = ['docx', 'pdf'] as const;
export type TextFileKind = (typeof textFileKinds)[number];

/** Longest file that is read, in bytes: a text of some pages with a letterhead stays far below. */
const mostBytes = 10 * 1024 * 1024;
/** What the parts of a Word document that hold its text may be when they are unpacked, in bytes. */
const mostXmlBytes = 8 * 1024 * 1024;
const mostPages = 60;
/** Longest time for one file, in milliseconds; a letter takes a fraction of a second. */
const patienceMs = 20_000;
/** Memory of a worker, in megabytes. */
const memoryMb = 256;

/** Marks that nobody sees: controls, byte order marks, and those that turn the direction of writing. */
const invisible = /(?![\n\t])\p{Cc}|[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * The text of files that people hand in, paragraph by paragraph. Files are made by strangers: their readers run in a
 * thread of their own, with little memory and for a short time, so that the worst file costs its sender an answer and
 * nobody else anything.
 */
@Injectable()
export class TextExtraction {
  constructor(private readonly files: StoredFiles) {}

  /**
   * Paragraphs of a file that was uploaded, none of them empty. Takes time: not to be called inside of a transaction.
   * @throws 422 for a file without text (a scan), one that is protected or damaged, and one that is too large to read
   */
  async paragraphs(file: {
    readonly id: string;
    readonly kind: TextFileKind;
    readonly size: number;
  }): Promise<string[]> {
    if (file.size > mostBytes)
      throw notReadable(`is larger than ${mostBytes / 1024 / 1024} MB; send the text without its pictures`);
    const bytes = await buffer(await this.files.content(file.id));
    if (file.kind === 'docx') await mustBeSmallInside(bytes);
    const word = await inWorker({ kind: file.kind, bytes: new Uint8Array(bytes), mostPages });
    if (word === undefined)
      throw notReadable('takes too long to read; save it anew, or type the text instead');
    if ('fault' in word)
      throw notReadable(
        {
          protected: 'is protected by a password; save it without one',
          damaged: 'is damaged or not complete; save it anew',
          too_many_pages: `has more than ${mostPages} pages; send the text alone`,
        }[word.fault],
      );
    const paragraphs = word.paragraphs.map(tidy).filter((paragraph) => paragraph !== '');
    if (paragraphs.some((paragraph) => /[\p{L}\p{N}]/u.test(paragraph))) return paragraphs;
    throw extractionProblems.fileWithoutText({
      detail:
        file.kind === 'pdf'
          ? 'The PDF shows pictures of pages (a scan), or nothing. Send the document from which it was made, or type the text.'
          : 'The document holds no text. If it holds a picture of one, type the text instead.',
      errors: [{ pointer: '/file', code: 'no-text', message: 'holds no text' }],
    });
  }
}

function notReadable(message: string) {
  return extractionProblems.fileNotReadable({
    detail: `The file ${message}.`,
    errors: [{ pointer: '/file', code: 'not-readable', message }],
  });
}

function tidy(paragraph: string): string {
  return paragraph
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029\u000b]/g, '\n')
    .replace(invisible, '')
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Unpacks what holds text once, counting, so that nothing that only claims to be small reaches the reader. @throws 422 */
async function mustBeSmallInside(bytes: Buffer): Promise<void> {
  const file = await SpooledFile.of(
    (async function* () {
      yield bytes;
    })(),
  );
  try {
    const archive = await OfficeArchive.open(file);
    let length = 0;
    for (const name of archive.names.filter((each) => /\.(xml|rels)$/i.test(each)))
      for await (const piece of archive.bytes(name)) {
        length += piece.length;
        if (length > mostXmlBytes)
          throw notReadable('would become far too large when it is opened; send the text alone');
      }
  } catch (error) {
    if (error instanceof ArchiveFault) throw notReadable(error.message);
    throw error;
  } finally {
    await file.close();
  }
}

/** What the worker answers; undefined when it came to no end, or broke off. */
function inWorker(task: ExtractionTask): Promise<ExtractionWord | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(path.join(__dirname, 'extraction.worker.js'), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // What the reader of PDFs says about odd files is nobody's business.
      stdout: true,
      stderr: true,
    });
    let settled = false;
    const end = (word: ExtractionWord | undefined): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      worker.terminate().then(
        () => resolve(word),
        () => resolve(word),
      );
    };
    const timer = setTimeout(() => end(undefined), patienceMs);
    worker.on('message', (word: ExtractionWord) => end(word));
    worker.on('error', () => end(undefined));
    worker.on('exit', () => end(undefined));
  });
}
