//! Pupils who choose by the same, and the groups that there are.

/// What pupils who choose by the same have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// Home area.
    pub home: u32,
    /// What is needed of a school.
    pub kind: u16,
    /// Place of the group among the groups.
    pub group: u16,
}

/// Blocks by number, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(Vec<Block>);

impl Blocks {
    /// The blocks that there are among some, each once.
    ///
    /// ```
    /// use schoolmix::choice::{Block, Blocks};
    /// let block = |home| Block { home, kind: 0, group: 1 };
    /// let blocks = Blocks::of([block(7), block(3), block(7)]);
    /// assert_eq!((blocks.all().len(), blocks.number(block(7)), blocks.number(block(4))), (2, Some(1), None));
    /// ```
    #[must_use]
    pub fn of(some: impl IntoIterator<Item = Block>) -> Self {
        let mut blocks: Vec<Block> = some.into_iter().collect();
        blocks.sort_unstable();
        blocks.dedup();
        Self(blocks)
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Block] {
        &self.0
    }

    /// The number of a block; none for one that is not there.
    #[must_use]
    pub fn number(&self, block: Block) -> Option<u32> {
        self.0.binary_search(&block).ok().map(|number| number as u32)
    }
}
