//! The parts of the help that several commands share. Lines of at most 78 characters, so that a
//! terminal does not break an example.

/// How a value is given, in short.
const VALUE: &str = "\
A <VALUE> is hexadecimal digits (decimal for a PIN or PAN), or says where to
read them: @PATH a file, - a line of standard input, env:NAME a variable. The
argument list is visible to other users of this machine: do not put secrets
there. `ducat --help` has more.";

/// The end of the help of a command: its examples, then how a value is given.
pub(crate) fn examples(examples: &str) -> String {
    format!("Example:\n{examples}\n\n{VALUE}")
}

/// The end of the help of `ducat` itself.
pub(crate) const TOP: &str = "\
Values:
  Wherever the help says <VALUE>, there are four ways to give it:
    0123ABCD   hexadecimal digits, of either case, with or without spaces;
               decimal digits for a PIN or a PAN
    @PATH      the content of a file
    -          a line of standard input; if several values are given so, the
               lines are taken in the order in which the help lists them
    env:NAME   the content of an environment variable
  The argument list is visible to other users of this machine and stays in the
  history of the shell. For anything secret use one of the other three ways.
  The copies that ducat makes of values are wiped after use.

Exit codes:
  0  done; where something was asked, the answer is yes
  1  the answer is no: a MAC does not match, a key block does not hold, a key
     serial number is not valid
  2  the command line is wrong
  3  a value is wrong, or does not fit the others
  4  reading or writing failed, or the random source of the operating system

Errors never repeat a value. Keys and PINs are printed where that is what the
command is for: on standard output.

Example:
  $ ducat dukpt initial-key --bdk FEDCBA9876543210F1F1F1F1F1F1F1F1 \\
      --initial-key-id 1234567890123456
  initial key id:  1234567890123456
  initial key:     1273671EA26AC29AFA4D1084127652A1
  kcv:             05EF4531EC";
