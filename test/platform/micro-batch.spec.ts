import { MicroBatch } from '../../src/platform/database/micro-batch';

/** Work that ends when it is told to. */
function held(): {
  readonly seen: (readonly number[])[];
  readonly batch: MicroBatch<number, string>;
  end(): void;
} {
  const seen: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const batch = new MicroBatch<number, string>(
    (items) => {
      seen.push(items);
      return new Promise((resolve) => {
        ends.push(() => resolve(items.map((item) => `did ${item}`)));
      });
    },
    { inFlight: 2, most: 3 },
  );
  return { seen, batch, end: () => ends.shift()!() };
}

describe('calls that are gathered', () => {
  test('go at once while there is room, and together once there is none', async () => {
    const { seen, batch, end } = held();
    const all = [1, 2, 3, 4, 5, 6, 7].map((item) => batch.add(item));
    expect(seen).toEqual([[1], [2]]);
    end();
    expect(await all[0]).toBe('did 1');
    await Promise.resolve();
    expect(seen).toEqual([[1], [2], [3, 4, 5]]);
    end();
    await all[1];
    await Promise.resolve();
    expect(seen).toEqual([[1], [2], [3, 4, 5], [6, 7]]);
    end();
    end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5, 6, 7].map((item) => `did ${item}`));
    await Promise.resolve();
    expect(batch.isIdle).toBe(true);
  });

  test('are done one by one when they fail together, so that each pays for itself only', async () => {
    const seen: (readonly number[])[] = [];
    const batch = new MicroBatch<number, number>(
      async (items) => {
        seen.push(items);
        if (items.includes(13)) throw new Error('unlucky');
        return items.map((item) => item * 2);
      },
      { inFlight: 1, most: 10 },
    );
    const answers = await Promise.allSettled([1, 2, 13, 4].map((item) => batch.add(item)));
    expect(seen).toEqual([[1], [2, 13, 4], [2], [13], [4]]);
    expect(answers).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'fulfilled', value: 4 },
      { status: 'rejected', reason: new Error('unlucky') },
      { status: 'fulfilled', value: 8 },
    ]);
    expect(await batch.add(5)).toBe(10);
  });
});
