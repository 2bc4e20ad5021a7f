import { Fragment } from 'preact';
import type { Block } from '../../communications/mail-body';
import { typedText, unlinked } from '../../communications/plain-text';

/** What organisers typed, as the words of a letter: an empty line makes a paragraph, a line break stays one. Nothing is markup. */
export function announcementText(typed: string): Block {
  const paragraphs = typed
    .split(/\r\n?|\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '');
  return {
    html: (
      <>
        {paragraphs.map((paragraph) => (
          <p style="margin:0 0 16px">
            {paragraph.split('\n').map((line, index) => (
              <Fragment>
                {index > 0 && <br />}
                <bdi>{unlinked(line)}</bdi>
              </Fragment>
            ))}
          </p>
        ))}
      </>
    ),
    text: paragraphs.map((paragraph) => paragraph.split('\n').map(typedText).join('\n')).join('\n\n'),
  };
}
