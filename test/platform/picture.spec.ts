import { readPicture } from '../../src/platform/documents/picture';
import { pngPicture } from '../support/files';

/** A JPEG file up to its pixels: the frame (ISO 10918-1, B.2.2) says bits, height, width and channels. */
function jpegOf(width: number, height: number, { marker = 0xc0, bits = 8, channels = 3 } = {}): Buffer {
  const frame = Buffer.from([0xff, marker, 0, 8 + 3 * channels, bits, 0, 0, 0, 0, channels]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]),
    frame,
    Buffer.alloc(3 * channels),
    Buffer.from([0xff, 0xd9]),
  ]);
}

describe('a picture for a document', () => {
  const sizeOf = (bytes: Buffer): unknown => {
    const picture = readPicture(bytes);
    return 'fault' in picture ? picture.fault : [picture.width, picture.height];
  };

  test('is a JPEG, also a progressive or grey one, or a plain PNG', () => {
    expect(sizeOf(jpegOf(300, 400))).toEqual([300, 400]);
    expect(sizeOf(jpegOf(300, 400, { marker: 0xc2, channels: 1 }))).toEqual([300, 400]);
    expect(sizeOf(pngPicture(30, 40))).toEqual([30, 40]);
  });

  test.each([
    ['a transparent PNG', pngPicture(3, 4, { kind: 6 }), /^is transparent or interlaced/],
    ['an interlaced PNG', pngPicture(3, 4, { interlaced: 1 }), /^is transparent or interlaced/],
    ['half a PNG', pngPicture(3, 4).subarray(0, 50), /^is damaged/],
    ['a lossless JPEG', jpegOf(3, 4, { marker: 0xc3 }), /^is a JPEG picture of a rare kind/],
    ['a JPEG of twelve bits', jpegOf(3, 4, { bits: 12 }), /^is a JPEG picture of a rare kind/],
    ['half a JPEG', jpegOf(3, 4).subarray(0, 12), /^is damaged/],
    ['one without height', jpegOf(3, 0), /has 3 × 0 pixels/],
    ['one that is too large', pngPicture(9000, 1), /at most 8000/],
    ['something else', Buffer.from('GIF89a'), /^is neither JPEG nor PNG/],
    ['nothing', Buffer.alloc(0), /^is neither JPEG nor PNG/],
  ])('is not %s', (_, bytes, why) => {
    expect(sizeOf(bytes)).toEqual(expect.stringMatching(why));
  });
});
