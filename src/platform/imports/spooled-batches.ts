import { SpooledFile } from '../storage/spooled-file';

/** Things that come in batches and are needed again: kept on the disk in the meantime, so that memory does not grow. */
export class SpooledBatches<T> {
  private readonly batches: { readonly at: number; readonly length: number }[] = [];
  private readonly file = SpooledFile.create();
  private count = 0;

  get size(): number {
    return this.count;
  }

  async add(things: readonly T[]): Promise<void> {
    if (things.length === 0) return;
    const file = await this.file;
    const bytes = Buffer.from(JSON.stringify(things));
    this.batches.push({ at: file.size, length: bytes.length });
    this.count += things.length;
    await file.append(bytes);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly T[]> {
    const file = await this.file;
    for (const { at, length } of this.batches)
      yield JSON.parse((await file.read(at, length)).toString('utf8')) as T[];
  }

  async close(): Promise<void> {
    await (await this.file).close();
  }
}
