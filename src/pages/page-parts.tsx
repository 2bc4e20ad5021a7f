import type { Words } from '../communications/words';

/** One line of what stands in a list of facts. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

// Where the address goes within the sentence of the catalogue.
const place = '\u0001';

/** To whom one writes with a question. */
export function Contact({ words, address }: { words: Words; address: string }) {
  const [before, after] = words.replyGoesTo(place).split(place);
  return (
    <p class="quiet">
      {before}
      <a href={`mailto:${encodeURI(address)}`}>{address}</a>
      {after}
    </p>
  );
}
