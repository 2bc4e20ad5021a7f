/**
 * Reads a QR code of version 6 at level M from its squares, as ISO/IEC 18004 says it is written: row by row, `#` where a
 * square is black. No errors are corrected: what is drawn must be right. Without the library that made it.
 */
export function readQrCode(rows: readonly string[]): string {
  const size = 41;
  expect([rows.length, ...new Set(rows.map((row) => row.length))]).toEqual([size, size]);
  const isDark = (row: number, column: number): boolean => rows[row]![column] === '#';
  const format = formatOf(isDark);
  expect(format >> 3).toBe(0b00);
  const mask = masks[format & 7]!;
  const bits: boolean[] = [];
  let upward = true;
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the timing pattern is left out.
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step;
      for (const column of [right, right - 1])
        if (!isFunction(row, column, size)) bits.push(isDark(row, column) !== mask(row, column));
    }
    upward = !upward;
  }
  const words = Array.from({ length: 172 }, (_, index) =>
    bits.slice(8 * index, 8 * index + 8).reduce((sum, bit) => 2 * sum + (bit ? 1 : 0), 0),
  );
  // Four blocks of 27 words of data take turns; words for correction follow.
  const data = Array.from({ length: 108 }, (_, index) => words[4 * (index % 27) + Math.floor(index / 27)]!);
  return alphanumeric(data.map((word) => word.toString(2).padStart(8, '0')).join(''));
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/** Level (two bits) and mask (three), beside the upper left corner. */
function formatOf(isDark: (row: number, column: number) => boolean): number {
  const places = [
    ...[0, 1, 2, 3, 4, 5, 7, 8].map((column) => [8, column] as const),
    ...[7, 5, 4, 3, 2, 1, 0].map((row) => [row, 8] as const),
  ];
  const read = places.reduce((sum, [row, column]) => 2 * sum + (isDark(row, column) ? 1 : 0), 0);
  return (read ^ 0b101010000010010) >> 10;
}

/** Squares that say where the code is, how large, and how to read it. */
function isFunction(row: number, column: number, size: number): boolean {
  if (row === 6 || column === 6) return true;
  if (row < 9 && (column < 9 || column >= size - 8)) return true;
  if (row >= size - 8 && column < 9) return true;
  return Math.abs(row - 34) <= 2 && Math.abs(column - 34) <= 2;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function alphanumeric(bits: string): string {
  expect(bits.slice(0, 4)).toBe('0010');
  const length = Number.parseInt(bits.slice(4, 13), 2);
  let text = '';
  for (let at = 13; text.length < length;) {
    const isPair = text.length + 2 <= length;
    const value = Number.parseInt(bits.slice(at, at + (isPair ? 11 : 6)), 2);
    text += isPair ? alphabet[Math.floor(value / 45)]! + alphabet[value % 45]! : alphabet[value]!;
    at += isPair ? 11 : 6;
  }
  return text;
}
