/**
 * Serbian Cyrillic to Serbian Latin, letter by letter.
 *
 * The direction is loss-free: every Cyrillic letter has one Latin form. The only choice is the case of the second half
 * of a digraph, which follows the neighbouring letters: ЉУБАВ → LJUBAV, Љубав → Ljubav, a lone Љ → Lj.
 */

const single = new Map(
  Object.entries({
    А: 'A', Б: 'B', В: 'V', Г: 'G', Д: 'D', Ђ: 'Đ', Е: 'E', Ж: 'Ž', З: 'Z', И: 'I', Ј: 'J', К: 'K', Л: 'L', М: 'M',
    Н: 'N', О: 'O', П: 'P', Р: 'R', С: 'S', Т: 'T', Ћ: 'Ć', У: 'U', Ф: 'F', Х: 'H', Ц: 'C', Ч: 'Č', Ш: 'Š'
  })
);
const digraph = new Map(Object.entries({ Љ: 'Lj', Њ: 'Nj', Џ: 'Dž' }));

const isUpper = (letter) => letter !== undefined && letter !== letter.toLowerCase() && letter === letter.toUpperCase();
const isLetter = (letter) => letter !== undefined && /\p{L}/u.test(letter);

/** True when the capital at `index` stands in a word written in capitals. */
function inCapitals(letters, index) {
  const next = letters[index + 1];
  if (isLetter(next)) return isUpper(next);
  const previous = letters[index - 1];
  return isLetter(previous) && isUpper(previous);
}

/** @param {string} text Serbian text in Cyrillic, possibly with foreign words in Latin, which stay as they are. */
export function toLatin(text) {
  const letters = Array.from(text);
  return letters
    .map((letter, index) => {
      const upper = letter.toUpperCase();
      if (single.has(upper)) return letter === upper ? single.get(upper) : single.get(upper).toLowerCase();
      if (!digraph.has(upper)) return letter;
      const latin = digraph.get(upper);
      if (letter !== upper) return latin.toLowerCase();
      return inCapitals(letters, index) ? latin.toUpperCase() : latin;
    })
    .join('');
}
