/** A picture that can be drawn as it is, without being decoded. */
export interface Picture {
  readonly bytes: Buffer;
  /** In pixels, as it is to be seen. */
  readonly width: number;
  readonly height: number;
}

/** Why a picture cannot be drawn; completes "the file ...". */
export interface PictureFault {
  readonly fault: string;
}

/** Largest side in pixels: what printers and old readers can still take. */
const largestSide = 8000;

const another = 'save it as a JPEG picture';

/**
 * Looks at a JPEG or PNG picture, without decoding it. PNG pictures are drawn as they are when they are neither
 * transparent nor interlaced; the others would have to be decoded for every document.
 */
export function readPicture(bytes: Buffer): Picture | PictureFault {
  const size =
    bytes[0] === 0xff && bytes[1] === 0xd8
      ? sizeOfJpeg(bytes)
      : bytes.subarray(1, 4).equals(png)
        ? sizeOfPng(bytes)
        : { fault: `is neither JPEG nor PNG; ${another}` };
  if ('fault' in size) return size;
  const { width, height } = size;
  if (width < 1 || height < 1 || width > largestSide || height > largestSide)
    return { fault: `has ${width} × ${height} pixels; make it at most ${largestSide} on each side` };
  return { bytes, width, height };
}

const png = Buffer.from('PNG');
const damaged: PictureFault = { fault: `is damaged or not complete; ${another}` };

type Size = Pick<Picture, 'width' | 'height'>;

/** ISO 10918-1: segments, each with a marker and its length, until the one that says the size. */
function sizeOfJpeg(bytes: Buffer): Size | PictureFault {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return damaged;
    const marker = bytes[at + 1]!;
    // Bytes that fill up, and markers without content.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const channels = bytes[at + 9]!;
      // Baseline and progressive, Huffman coded: what PDF readers decode.
      if (marker > 0xc2 || bytes[at + 4] !== 8 || ![1, 3, 4].includes(channels))
        return { fault: 'is a JPEG picture of a rare kind; save it again as an ordinary one' };
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    if (marker === 0xda || marker === 0xd9) return damaged;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return damaged;
}

/** RFC 2083: chunks, each with its length, its name and a check sum; the first one says the size. */
function sizeOfPng(bytes: Buffer): Size | PictureFault {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return damaged;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, color, interlaced] = [bytes[24]!, bytes[25]!, bytes[28]!];
  const names = new Set<string>();
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at))
    names.add(bytes.toString('latin1', at + 4, at + 8));
  if (!names.has('IDAT') || !names.has('IEND')) return damaged;
  if (interlaced !== 0 || color === 4 || color === 6 || names.has('tRNS'))
    return { fault: `is transparent or interlaced; ${another}` };
  if (![1, 2, 4, 8].includes(depth) || ![0, 2, 3].includes(color) || (color === 3 && !names.has('PLTE')))
    return { fault: `is a PNG picture of a rare kind; ${another}` };
  return { width, height };
}
