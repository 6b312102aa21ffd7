/** The keys of model calls: what a call is for, and which try it is. Pure. */

/** The key of one try, counted from 1. */
export const keyOfTry = (question: string, count: number) => `${question} #${count}`;

/** What a call was for, whichever try it was. */
export const questionOf = (key: string) => key.replace(/ #\d+$/u, '');
