"""AES-256 in CBC mode written out from FIPS 197, so that tests do not check a cipher with itself."""


def _times(a: int, b: int) -> int:
    """Multiplication in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _sbox() -> list[int]:
    box = []
    for value in range(256):
        inverse = next((x for x in range(1, 256) if _times(value, x) == 1), 0)
        turned = [inverse << n & 0xFF | inverse >> 8 - n for n in range(5)]
        box.append(turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63)
    return box


SBOX = _sbox()
UNBOX = [SBOX.index(value) for value in range(256)]
MIX = [[_times(value, by) for value in range(256)] for by in range(16)]


def _round_keys(key: bytes) -> list[list[int]]:
    words = [list(key[at : at + 4]) for at in range(0, 32, 4)]
    power = 1
    for at in range(8, 60):
        word = list(words[at - 1])
        if at % 8 == 0:
            word = [SBOX[b] for b in (*word[1:], word[0])]
            word[0] ^= power
            power = _times(power, 2)
        elif at % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[at - 8], word, strict=True)])
    return [[byte for word in words[at : at + 4] for byte in word] for at in range(0, 60, 4)]


def _xor(a, b) -> list[int]:
    return [x ^ y for x, y in zip(a, b, strict=True)]


def _mixed(block: list[int], by: tuple[int, int, int, int]) -> list[int]:
    out = []
    for at in range(0, 16, 4):
        column = block[at : at + 4]
        for row in range(4):
            out.append(
                MIX[by[(0 - row) % 4]][column[0]]
                ^ MIX[by[(1 - row) % 4]][column[1]]
                ^ MIX[by[(2 - row) % 4]][column[2]]
                ^ MIX[by[(3 - row) % 4]][column[3]]
            )
    return out


def _encrypted(block: bytes, keys: list[list[int]]) -> list[int]:
    state = _xor(block, keys[0])
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[b] for b in state]
        state = [state[(at + 4 * (at % 4)) % 16] for at in range(16)]
        state = _xor(_mixed(state, (2, 3, 1, 1)) if number < 14 else state, key)
    return state


def _decrypted(block: bytes, keys: list[list[int]]) -> list[int]:
    state = list(block)
    for number in range(14, 0, -1):
        state = _xor(state, keys[number])
        if number < 14:
            state = _mixed(state, (14, 11, 13, 9))
        state = [state[(at - 4 * (at % 4)) % 16] for at in range(16)]
        state = [UNBOX[b] for b in state]
    return _xor(state, keys[0])


def encrypt(key: bytes, iv: bytes, plain: bytes) -> bytes:
    """`plain`, a multiple of 16 bytes, encrypted block after block."""
    keys, last, out = _round_keys(key), iv, b""
    for at in range(0, len(plain), 16):
        last = bytes(_encrypted(bytes(_xor(plain[at : at + 16], last)), keys))
        out += last
    return out


def decrypt(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """The opposite of `encrypt`."""
    keys, last, out = _round_keys(key), iv, b""
    for at in range(0, len(sealed), 16):
        block = sealed[at : at + 16]
        out += bytes(_xor(_decrypted(block, keys), last))
        last = block
    return out
