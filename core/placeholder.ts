/** A template that somebody took over as it was: the dots stand where their own words belong. */
export const hasPlaceholder = (text: string): boolean => /…|\.{3}/.test(text);
