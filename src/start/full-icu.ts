import { StartUpError } from '../platform/start-up-error';

/**
 * Names are sorted and dates are written in the languages of the forum; a Node without the data for them would do it
 * wrongly and silently.
 * @throws {StartUpError} when Chinese is not sorted by pinyin here, or Russian dates are not written in Russian
 */
export function checkLanguages(): void {
  // Beijing, Guangzhou, Shanghai, Shenzhen: by sound in another order than by code point.
  const cities = ['上海', '北京', '广州', '深圳'].sort(new Intl.Collator('zh-u-co-pinyin').compare).join(' ');
  const month = new Intl.DateTimeFormat('ru', { month: 'long', timeZone: 'UTC' }).format(new Date(0));
  if (cities === '北京 广州 上海 深圳' && month === 'январь') return;
  throw new StartUpError(
    'This Node.js knows only some languages (small ICU): install one with full ICU, as from nodejs.org, and leave NODE_ICU_DATA unset.',
  );
}
