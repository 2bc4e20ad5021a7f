import type { CalendarEntry } from '../platform/documents/calendar';
import { baseLanguage, inLanguage } from '../platform/text';
import type { StoredItem } from './programme.queries';
import { sessionUid } from './programme.rules';

const roleNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chair: { en: 'Chair', ru: 'Председатель', zh: '主席' },
  moderator: { en: 'Moderator', ru: 'Модератор', zh: '主持人' },
  speaker: { en: 'Speaker', ru: 'Докладчик', zh: '发言人' },
  panellist: { en: 'Panellist', ru: 'Участник дискуссии', zh: '讨论嘉宾' },
  rapporteur: { en: 'Rapporteur', ru: 'Секретарь-докладчик', zh: '报告员' },
  reader: { en: 'Reader', ru: 'Чтец', zh: '宣读人' },
};

/** The sessions of a release as entries of a calendar, with titles and names of roles in `language` where there are such. */
export function calendarEntries(items: readonly StoredItem[], language: string): CalendarEntry[] {
  return items.map((item) => ({
    uid: sessionUid(item.id),
    sequence: item.sequence,
    start: item.startsAt,
    end: item.endsAt,
    summary: inLanguage(item.title, item.titles, language),
    lastModified: item.changedAt,
    ...(item.room === null ? {} : { location: item.room }),
    ...(item.people.length === 0
      ? {}
      : {
          description: item.people
            .map(({ role, displayName }) => `${roleName(role, language)}: ${displayName}`)
            .join('\n'),
        }),
  }));
}

function roleName(role: string, language: string): string {
  const names = roleNames[role];
  return names?.[baseLanguage(language)] ?? names?.['en'] ?? role;
}
