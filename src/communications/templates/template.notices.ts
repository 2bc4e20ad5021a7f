import { defineNotice, type MailParts } from '../notice';
import type { MailLanguage } from '../words';

export interface TemplateTestNotice {
  /** The template as somebody would get it. */
  readonly parts: MailParts;
}

const mark: Readonly<Record<MailLanguage, string>> = { en: '[Test]', ru: '[Тест]', zh: '[测试]' };

/** A template that somebody sends to themselves. */
export const templateTest = defineNotice<TemplateTestNotice>({
  kind: 'templates.test',
  render: ({ parts }, { language }) => ({ ...parts, subject: `${mark[language]} ${parts.subject}` }),
});
