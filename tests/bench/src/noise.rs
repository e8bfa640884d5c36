//! Bytes and words that look random and are the same in every run.

/// A small generator (xorshift64*); good enough that deflate finds nothing.
#[derive(Debug, Clone)]
pub struct Noise(u64);

impl Noise {
    /// Begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// So many bytes that cannot be packed.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.number().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Text of about so many bytes, which packs as prose does.
    pub fn text(&mut self, length: usize) -> String {
        const WORDS: [&str; 16] = [
            "migration",
            "kurs",
            "лекција",
            "образац",
            "the",
            "and",
            "function",
            "return",
            "const",
            "element",
            "class",
            "миграција",
            "право",
            "граница",
            "window",
            "section",
        ];
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            let number = self.number();
            let index = usize::try_from(number >> 32).unwrap_or(0) % WORDS.len();
            text.push_str(WORDS.get(index).copied().unwrap_or_default());
            if number.is_multiple_of(7) {
                text.push_str(&(number % 1_000).to_string());
            }
            text.push(' ');
        }
        text
    }
}
