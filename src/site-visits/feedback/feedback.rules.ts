/** So many have to have answered before anybody but staff reads what they said: fewer could be guessed. */
export const fewestShown = 5;

/** What participants said, taken together. */
export interface FeedbackTotals {
  readonly answers: number;
  /** The mean of the ratings with one decimal; null where nobody is shown. */
  readonly rating: number | null;
  /** How many gave 1, 2, 3, 4 and 5. */
  readonly ratings: readonly number[] | null;
  /** How many would recommend it, of those who said. */
  readonly recommend: { readonly yes: number; readonly of: number } | null;
  readonly remarks: readonly string[] | null;
}

export interface Answered {
  readonly rating: number;
  readonly recommends: boolean | null;
  readonly remarks: string | null;
}

/** Answers taken together; with fewer than `fewest`, only how many there are. */
export function totalsOf(answers: readonly Answered[], fewest: number): FeedbackTotals {
  if (answers.length === 0 || answers.length < fewest)
    return { answers: answers.length, rating: null, ratings: null, recommend: null, remarks: null };
  const said = answers.filter(({ recommends }) => recommends !== null);
  const sum = answers.reduce((all, { rating }) => all + rating, 0);
  return {
    answers: answers.length,
    rating: Math.round((sum / answers.length) * 10) / 10,
    ratings: [1, 2, 3, 4, 5].map((wanted) => answers.filter(({ rating }) => rating === wanted).length),
    recommend: { yes: said.filter(({ recommends }) => recommends).length, of: said.length },
    // In an order that says nothing of who wrote when.
    remarks: answers.flatMap(({ remarks }) => remarks ?? []).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  };
}

/** Until when something can be said of a departure. */
export function closesAt(endsAt: Date, days: number): Date {
  return new Date(endsAt.getTime() + days * 86_400_000);
}
