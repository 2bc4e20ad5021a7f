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
      <table
        role="presentation"
        cellpadding="0"
        cellspacing="0"
        width="100%"
        style={`margin:0 0 16px;border-top:1px solid ${mailStyle.rule};border-collapse:collapse`}
      >
        {lines.map(({ time, title, details }) => (
          <tr>
            <td
              style={`padding:9px 12px 9px 0;border-bottom:1px solid ${mailStyle.rule};color:${mailStyle.quiet};font-size:14px;vertical-align:top;white-space:nowrap;width:96px`}
            >
              {time}
            </td>
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
          </tr>
        ))}
      </table>
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
