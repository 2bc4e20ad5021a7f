/** Who sees somebody in the list of participants. */
export const listVisibilities = ['hidden', 'participants', 'public'] as const;

export type ListVisibility = (typeof listVisibilities)[number];

export const listVisibility = {
  description:
    'Who sees the person in the list of participants, once the registration is confirmed: nobody, those who take part, or everybody. Only the person opens it; staff can only hide.',
  name: 'ListVisibility',
  example: 'hidden',
};
