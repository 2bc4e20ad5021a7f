/**
 * Files that were made a moment ago, by the tag of what they were made from. After a release, everybody fetches the
 * same few files within minutes; each is made once, also when many ask for it at the same time.
 */
export class RecentFiles {
  private readonly files = new Map<string, Promise<Buffer>>();
  private readonly sizes = new Map<string, number>();

  /** @param most how many bytes are kept, without those that are being made */
  constructor(private readonly most: number) {}

  /** The file of this tag; `make` makes it unless it is there. */
  async get(tag: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.files.get(tag);
    if (known) {
      // What was asked for last goes last.
      this.files.delete(tag);
      this.files.set(tag, known);
      return known;
    }
    const made = make();
    this.files.set(tag, made);
    try {
      this.sizes.set(tag, (await made).length);
    } catch (error) {
      this.files.delete(tag);
      throw error;
    }
    this.forget();
    return made;
  }

  /** Lets go of what nobody asked for the longest. */
  private forget(): void {
    let size = [...this.sizes.values()].reduce((sum, one) => sum + one, 0);
    for (const tag of this.files.keys()) {
      if (size <= this.most) return;
      const one = this.sizes.get(tag);
      if (one === undefined) continue;
      size -= one;
      this.files.delete(tag);
      this.sizes.delete(tag);
    }
  }
}
