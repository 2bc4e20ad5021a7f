import { simpleParser } from 'mailparser';
import { messageIdHeader, readMailAddress, writeMime } from '../../src/communications/mime';
import { newId } from '../../src/platform/database/base.entity';

const from = readMailAddress('Secretariat <secretariat@plenary.example>');

const write = (change: Partial<Parameters<typeof writeMime>[0]> = {}) =>
  writeMime({
    messageId: newId(),
    from,
    to: { name: 'Li Na', address: 'li.na@ministry.example' },
    date: new Date('2019-10-01T08:00:00Z'),
    language: 'zh',
    framed: { subject: '会议通知', text: '您好\n', html: '<!DOCTYPE html>\n<p>您好</p>' },
    parts: {},
    ...change,
  });

describe('a MIME message', () => {
  it('carries text, HTML, calendar and files as they were given, in lines that end as they must', async () => {
    const pdf = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff]);
    const ics = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
    const { raw } = await write({
      parts: {
        calendar: { method: 'CANCEL', ics },
        attachments: [
          {
            filename: 'Программа "2019"\r\nX-Evil: 1/../../etc.pdf',
            contentType: 'application/pdf',
            content: pdf,
          },
        ],
      },
    });
    expect(/[^\r]\n/.test(raw.toString('latin1'))).toBe(false);
    expect(raw.toString('latin1')).toContain('text/calendar; charset=utf-8; method=CANCEL');
    const mail = await simpleParser(raw);
    expect({ subject: mail.subject, text: mail.text, html: mail.html }).toEqual({
      subject: '会议通知',
      text: '您好\n',
      html: '<!DOCTYPE html>\n<p>您好</p>',
    });
    const file = mail.attachments.find(({ contentType }) => contentType === 'application/pdf')!;
    expect(file.content.equals(pdf)).toBe(true);
    expect(mail.headers.has('x-evil')).toBe(false);
    expect(
      mail.attachments
        .filter(({ contentType }) => /calendar|ics/.test(contentType))
        .map(({ content }) => content.toString()),
    ).toEqual([ics, ics]);
  });

  it('takes its Message-ID from the message and the domain of the sender', async () => {
    const messageId = newId();
    const [one, two] = [await write({ messageId }), await write({ messageId })];
    expect(messageIdHeader(messageId, from)).toBe(`<${messageId}@plenary.example>`);
    for (const { raw } of [one, two])
      expect((await simpleParser(raw)).messageId).toBe(`<${messageId}@plenary.example>`);
  });

  it.each([
    'a@x.example, evil@win.example',
    'a@x.example\r\nBcc: evil@win.example',
    'a@x.example\nX: 1',
    'a',
  ])('is not written to %j', async (address) => {
    await expect(write({ to: { name: 'x', address } })).rejects.toThrow('not one mail address');
  });

  it.each([
    ['Plenary <secretariat@plenary.example>', 'Plenary', 'secretariat@plenary.example'],
    ['"The Secretariat" <a@b.example>', 'The Secretariat', 'a@b.example'],
    ['a@b.example', '', 'a@b.example'],
  ])('reads the sender %s', (text, name, address) => {
    expect(readMailAddress(text)).toEqual({ name, address });
  });

  it.each(['', 'Plenary', 'a@b.example, c@d.example', 'A <a@b.example> B <c@d.example>'])(
    'refuses the sender %j',
    (text) => {
      expect(() => readMailAddress(text)).toThrow('MAIL_FROM');
    },
  );
});
