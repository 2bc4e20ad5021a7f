import { htmlPage } from './page';

/** The first page of an installation: where to go on. */
export function frontPage(
  events: readonly { slug: string; title: string; city: string; startDate: string; endDate: string }[],
  mailbox: boolean,
): string {
  const days = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return htmlPage(
    'Plenary',
    'en',
    <>
      <h1>Plenary</h1>
      <p class="quiet">
        The backend that runs an intergovernmental forum from its announcement to its closing report.
      </p>
      <h2>Where to go</h2>
      <ul class="places">
        <li>
          <a href="/api/docs">
            <b>API documentation</b>Read every route and try it from the browser.
          </a>
        </li>
        <li>
          <a href="/api/openapi.json">
            <b>OpenAPI document</b>For client generators and tools.
          </a>
        </li>
        <li>
          <a href="/queues">
            <b>Queues</b>What is still to be done, and what could not be: for administrators.
          </a>
        </li>
        {mailbox && (
          <li>
            <a href="/mailbox">
              <b>Mailbox</b>Every mail that this installation sends, as its reader sees it.
            </a>
          </li>
        )}
      </ul>
      {events.length > 0 && <h2>Events</h2>}
      {events.length > 0 && (
        <ul class="places">
          {events.map(({ slug, title, city, startDate, endDate }) => (
            <li>
              <a href={`/api/v1/events/${slug}/programme`}>
                <b>
                  <bdi>{title}</bdi>
                </b>
                <bdi>{city}</bdi>,{' '}
                {days.formatRange(new Date(`${startDate}T00:00:00Z`), new Date(`${endDate}T00:00:00Z`))}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>,
  );
}
