"""`python -m rnn_tutor`: the same program as `rnn-tutor`."""

from rnn_tutor.cli import main

if __name__ == "__main__":
    main()
