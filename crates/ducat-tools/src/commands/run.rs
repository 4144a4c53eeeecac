//! `ducat run`: questions from standard input, answers to standard output, a line each.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use clap::Args;
use ducat_soft::Engine;
use ducat_vectors::protocol::{self, MAX_LINE_OCTETS};

use crate::failure::{Answer, Failure};

const EXAMPLE: &str = "\
Example:
  $ echo '{\"algorithm\": \"cmac\", \"id\": \"rfc4493-1\", \"inputs\": {\"op\": \"mac\",
      \"cipher\": \"AES\", \"key\": \"2B7E151628AED2A6ABF7158809CF4F3C\",
      \"message\": \"\"}}' | tr -d '\\n' | ducat run
  {\"id\":\"rfc4493-1\",\"outputs\":{\"mac\":\"BB1D6929E95937287FA37D129B756746\"}}

The protocol is described in vectors/README.md. It is for tests: keys come in
clear, and so does what a standard wants to be random. The exit code is 0 when
every line was answered, whatever the answers say.";

/// Arguments of `ducat run`: none.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Run {}

impl Run {
    pub(crate) fn run(self) -> Result<Answer, Failure> {
        let Self {} = self;
        run(io::stdin().lock(), io::stdout().lock()).map_err(|error| Failure::write(&error))?;
        Ok(Answer::Yes)
    }
}

/// Answers every line of `input`. Memory does not grow with their number.
///
/// # Errors
/// If the input cannot be read or the output not be written. What a line says is never an error.
pub fn run(input: impl Read, output: impl Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut output = BufWriter::with_capacity(1 << 16, output);
    // Keys for HMAC may be longer than any other.
    let mut engine = Engine::<255>::new();
    let mut line = Vec::new();
    loop {
        let answer = match read_line(&mut input, &mut line)? {
            Line::End => return output.flush(),
            Line::Whole => protocol::answer(&mut engine, &line),
            Line::Overlong => protocol::answer_to_overlong(),
        };
        output.write_all(answer.as_bytes())?;
        output.write_all(b"\n")?;
        line.clear();
        line.shrink_to(1 << 16);
        // Whoever asks one question at a time gets the answer before the next.
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
}

pub(super) enum Line {
    Whole,
    Overlong,
    End,
}

/// Reads up to the next line feed, and keeps at most [`MAX_LINE_OCTETS`] of it.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    let mut kept = Line::End;
    loop {
        let available = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if available.is_empty() {
            return Ok(kept);
        }
        let end = available.iter().position(|octet| *octet == b'\n');
        let piece = available.get(..end.unwrap_or(available.len())).unwrap_or(available);
        let used = piece.len() + usize::from(end.is_some());
        if matches!(kept, Line::Overlong) || line.len() + piece.len() > MAX_LINE_OCTETS {
            kept = Line::Overlong;
        } else {
            line.extend_from_slice(piece);
            kept = Line::Whole;
        }
        input.consume(used);
        if end.is_some() {
            return Ok(kept);
        }
    }
}
