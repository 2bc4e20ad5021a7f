import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { TextExtraction, type TextFileKind } from '../../platform/extraction/text-extraction.service';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import { DraftInput, ReceiveInput } from '../greeting.input';
import { greetingWorkflow } from '../greeting.workflow';
import type { GreetingTextInput, TranslationTextInput } from './text.input';
import { bodyOf, longestText, wordCount } from './text.rules';
import { translationWorkflow } from './translation.workflow';

/** An original with the file out of which it was read. No request can name a file: it comes with one, or not. */
export class ReceivedFile extends ReceiveInput {
  readonly file: UploadedFile | undefined;

  constructor(input: ReceiveInput, file: UploadedFile | undefined) {
    super();
    Object.assign(this, input);
    this.file = file;
  }
}

/** A translation with the file out of which it was read. */
export class DraftedFile extends DraftInput {
  readonly file: UploadedFile | undefined;

  constructor(input: DraftInput, file: UploadedFile | undefined) {
    super();
    Object.assign(this, input);
    this.file = file;
  }
}

/** The file that came with an input, if one did. */
export function fileOf(input: object): UploadedFile | undefined {
  return input instanceof ReceivedFile || input instanceof DraftedFile ? input.file : undefined;
}

/** Takes texts in, as files or typed. What is wrong with one is said before anything is written. */
@Injectable()
export class HandIn {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly extraction: TextExtraction,
  ) {}

  /**
   * A new version of the original: the transition `receive`. Answers the id of the version that counts now.
   * @throws 404, 409; 422 for a file without text, or a text that is too long
   */
  async original(
    eventId: string,
    greetingId: string,
    { language, text, summary, changes }: GreetingTextInput,
    file: UploadedFile | undefined,
    principal?: Principal,
  ): Promise<string> {
    const words = await this.words(text, file);
    return this.db.transaction(async () => {
      await this.engine.apply(greetingWorkflow, greetingId, {
        transition: 'receive',
        scopeId: eventId,
        input: new ReceivedFile(
          {
            language,
            text: words,
            ...(summary === undefined ? {} : { summary }),
            ...(changes === undefined ? {} : { changes }),
          },
          file,
        ),
        ...(principal ? { principal } : {}),
      });
      const row = await this.db.one<{ id: string }>('SELECT text_id AS id FROM greetings WHERE id = $1', [
        greetingId,
      ]);
      return row!.id;
    });
  }

  /** A new version of a translation: the transition `draft`. Answers the id of the version. @throws as above */
  async translation(
    eventId: string,
    id: string,
    { text, changes, translatedNumber }: TranslationTextInput,
    file: UploadedFile | undefined,
  ): Promise<string> {
    const words = await this.words(text, file);
    return this.db.transaction(async () => {
      await this.engine.apply(translationWorkflow, id, {
        transition: 'draft',
        scopeId: eventId,
        input: new DraftedFile(
          {
            text: words,
            ...(changes === undefined ? {} : { changes }),
            ...(translatedNumber === undefined ? {} : { translatedNumber }),
          },
          file,
        ),
      });
      const row = await this.db.one<{ id: string }>(
        'SELECT text_id AS id FROM greeting_translations WHERE id = $1',
        [id],
      );
      return row!.id;
    });
  }

  private async words(typed: string | undefined, file: UploadedFile | undefined): Promise<string> {
    if ((typed === undefined) === (file === undefined))
      throw httpProblems.againstTheRules({
        detail: 'Send the text in "text", or a form with a file; one of the two.',
        errors: [
          {
            pointer: '/text',
            code: 'one-of',
            message: file ? 'must be left out where there is a file' : 'must be given, or a file',
          },
        ],
      });
    if (!file) return typed!;
    const { id, kind, size } = file;
    const text = bodyOf(await this.extraction.paragraphs({ id, kind: kind as TextFileKind, size }));
    if (text.length > longestText)
      throw greetingProblems.greetingTextTooLong({
        detail: `The file holds ${wordCount(text)} words in ${text.length} characters; a message has at most ${longestText} characters, about 45 minutes when read aloud. Ask the author for a shorter one.`,
        errors: [
          { pointer: '/file', code: 'too-long', message: `must be at most ${longestText} characters` },
        ],
      });
    return text;
  }
}
