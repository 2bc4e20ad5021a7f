import type { ComponentChildren } from 'preact';
import type { Block } from '../communications/mail-body';
import { mailStyle } from '../communications/mail-style';
import { typedText, unlinked } from '../communications/plain-text';

export interface AgendaLine {
  /** "09:00–10:30" */
  readonly time: string;
  readonly title: string;
  readonly details: readonly string[];
}

/** One day of an agenda as a table of times and titles; everything in it counts as typed by somebody. */
export function agendaDay(lines: readonly AgendaLine[]): Block {
  return {
    html: (
      <Lines>
        {lines.map(({ time, title, details }) => (
          <tr>
            <td
              style={`padding:9px 12px 9px 0;border-bottom:1px solid ${mailStyle.rule};color:${mailStyle.quiet};font-size:14px;vertical-align:top;white-space:nowrap;width:96px`}
            >
              {time}
            </td>
            <What title={title} details={details} />
          </tr>
        ))}
      </Lines>
    ),
    text: lines
      .map(({ time, title, details }) =>
        [
          `${time}  ${typedText(title)}`,
          ...details.map((detail) => `             ${typedText(detail)}`),
        ].join('\n'),
      )
      .join('\n'),
  };
}

/** A table of lines with a rule above and below each. */
function Lines({ children }: { children: ComponentChildren }) {
  return (
    <table
      role="presentation"
      cellpadding="0"
      cellspacing="0"
      width="100%"
      style={`margin:0 0 16px;border-top:1px solid ${mailStyle.rule};border-collapse:collapse`}
    >
      {children}
    </table>
  );
}

/** What a line is about, with what is to be known of it. */
function What({ title, details }: Omit<AgendaLine, 'time'>) {
  return (
    <td style={`padding:9px 0;border-bottom:1px solid ${mailStyle.rule};vertical-align:top`}>
      <div style="font-weight:600">
        <bdi>{unlinked(title)}</bdi>
      </div>
      {details.map((detail) => (
        <div style={`font-size:14px;color:${mailStyle.quiet}`}>
          <bdi>{unlinked(detail)}</bdi>
        </div>
      ))}
    </td>
  );
}

/** What is to be done, one below the other; everything in it counts as typed by somebody. */
export function agendaTasks(lines: readonly Omit<AgendaLine, 'time'>[]): Block {
  return {
    html: (
      <Lines>
        {lines.map(({ title, details }) => (
          <tr>
            <What title={title} details={details} />
          </tr>
        ))}
      </Lines>
    ),
    text: lines
      .map(({ title, details }) =>
        [`- ${typedText(title)}`, ...details.map((detail) => `  ${typedText(detail)}`)].join('\n'),
      )
      .join('\n'),
  };
}

/** The address that a calendar follows; the program makes it, nobody types it. Programs that do not know it show it as text. */
export function calendarAddress(
  { label, how, keep }: { readonly label: string; readonly how: string; readonly keep: string },
  url: string,
): Block {
  return {
    html: (
      <div style={`margin:0 0 16px;font-size:14px;color:${mailStyle.quiet}`}>
        <div style={`font-weight:600;color:${mailStyle.ink}`}>{label}</div>
        <div>{how}</div>
        <a href={url} style={`color:${mailStyle.accent};word-break:break-all`}>
          {url}
        </a>
        <div>{keep}</div>
      </div>
    ),
    text: `${label}\n${how}\n${url}\n${keep}`,
  };
}
