const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1];

/** Nine digits on their own, as people write a burgerservicenummer: also in groups. */
const NINE_DIGITS = /(?<!\d)\d(?:[ .-]?\d){8}(?!\d)/g;

/** Whether a text holds a number that could be a burgerservicenummer or onderwijsnummer (dossier 4.3). */
export const holdsPersonalNumber = (text: string): boolean =>
  (text.match(NINE_DIGITS) ?? []).some((number) => passesElfproef(number.replace(/\D/g, '')));

/** The check that every burgerservicenummer passes: the weighted digits add up to a multiple of eleven. */
function passesElfproef(digits: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return sum % 11 === 0 && sum !== 0;
}

/** Names under which systems keep such numbers. */
export const isPersonalNumberField = (name: string): boolean =>
  /^(bsn|pgn|burgerservicenummer|onderwijsnummer|persoonsgebondennummer|pgnfrag|zoeksleutel)/i.test(
    name.replace(/[^a-z]/gi, ''),
  );
