"""Keys as other tools and languages call them, and keys that a lesson does without."""

from __future__ import annotations

OTHER_KEYS = {
    "lr": "learning_rate",
    "eta": "learning_rate",
    "η": "learning_rate",
    "alpha": "learning_rate",
    "rate": "learning_rate",
    "step_size": "learning_rate",
    "x": "inputs",
    "xs": "inputs",
    "data": "inputs",
    "sequence": "inputs",
    "y": "target",
    "label": "target",
    "labels": "targets",
    "ys": "targets",
    "outputs": "targets",
    "weights": "parameters",
    "params": "parameters",
    "initial_state": "initial",
    "h0": "initial",
    "state": "initial",
    "steps": "time_steps",
    "timesteps": "time_steps",
    "seq_len": "time_steps",
    "unit": "time_step",
    "optim": "optimizer",
    "optimiser": "optimizer",
    "decimals": "rounding",
    "precision": "rounding",
    "digits": "rounding",
    "version": "format_version",
    "format": "format_version",
    "name": "title",
    "description": "about",
    "model": "network",
    "cell": "network",
    "iterations": "epochs",
    "updates": "epochs",
    "tbptt": "truncate",
    "reduction": "over_steps",
    "cost": "loss",
    "error": "loss",
    "criterion": "loss",
    "objective": "loss",
    "nonlinearity": "activation",
    "batch": "sequences",
    "l2": "weight_decay",
    "regularization": "weight_decay",
    "lambda": "weight_decay",
    "max_norm": "clip",
    "grad_clip": "clip",
    "gradient_clipping": "clip",
    "clip_norm": "clip",
    "bptt": "truncate",
    "truncation": "truncate",
    "formulas": "equations",
    "remarks": "notes",
    "vocab": "vocabulary",
    **dict.fromkeys(("question", "prompt"), "ask"),
    **dict.fromkeys(("explanation", "why"), "because"),
    "solution": "answer",
    **dict.fromkeys(("titel", "titre", "titulo", "título"), "title"),
    **dict.fromkeys(("eingaben", "eingabe", "entrées", "entrees", "entradas"), "inputs"),
    **dict.fromkeys(("ziel", "sollwert", "cible", "objetivo", "objectif"), "target"),
    **dict.fromkeys(("ziele", "sollwerte", "cibles", "objetivos"), "targets"),
    **dict.fromkeys(("lernrate", "taux", "tasa"), "learning_rate"),
    **dict.fromkeys(("verlust", "fehler", "perte", "erreur", "pérdida"), "loss"),
    **dict.fromkeys(("netz", "netzwerk", "réseau", "reseau", "red"), "network"),
    **dict.fromkeys(("gleichungen", "équations", "ecuaciones"), "equations"),
    **dict.fromkeys(
        ("forward", "recurrence", "cell_equations", "each", "every", "per_step", "hidden_layer"), "each_step"
    ),
    **dict.fromkeys(("output_layer", "readout", "final", "at_end", "end"), "output"),
    "classes": "vocabulary",
    "alphabet": "vocabulary",
    "tokens": "vocabulary",
    "step": "each_step",
    "every_step": "each_step",
    "recurrent": "each_step",
    "after": "output",
    "out": "output",
}
"""The same key under another name."""

SIZES = "leave it out: the sizes follow from the parameters"
LENGTHS = "leave it out: there is one time step for each input"
SEED = "leave it out: a lesson contains all of its numbers"
PRECISION = "leave it out, or write rounding: double, or single, for a computer's own precision"
SETTING = "write it under optimizer, like optimizer: {name: adam, beta1: 0.9}"
NEEDLESS = {
    **dict.fromkeys(
        (
            *("hidden", "hidden_size", "hidden_units", "hidden_dim", "n_hidden", "units", "neurons", "num_units"),
            *("input_size", "input_dim", "n_inputs", "output_size", "output_dim", "n_outputs", "features", "d_model"),
            *(
                "num_layers",
                "n_layers",
                "layers",
                "shape",
                "shapes",
                "size",
                "sizes",
                "input_shape",
                "bias",
                "use_bias",
            ),
        ),
        SIZES,
    ),
    **dict.fromkeys(("sequence_length", "seq_length", "length", "n_steps", "num_steps", "max_len"), LENGTHS),
    **dict.fromkeys(("seed", "random_seed", "random_state", "init", "initializer", "initialization"), SEED),
    **dict.fromkeys(("dtype", "device", "float", "backend", "framework"), PRECISION),
    **dict.fromkeys(("betas", "beta1", "beta2", "beta_1", "beta_2", "epsilon", "eps", "momentum", "amsgrad"), SETTING),
    **dict.fromkeys(
        ("batch_size", "n_sequences", "batch_first"), "leave it out: it follows from inputs, or from sequences"
    ),
    **dict.fromkeys(
        ("return_sequences", "return_state", "stateful", "many_to_one", "many_to_many"),
        "leave it out: target: is for the last step only, targets: for every step",
    ),
    **dict.fromkeys(
        ("dropout", "recurrent_dropout"), "leave it out, or write its masks under given: and use them in the equations"
    ),
    **dict.fromkeys(("frozen", "fixed", "trainable", "constants"), "write {value: 0.5, frozen: true} at the parameter"),
    **dict.fromkeys(("bidirectional", "go_backwards"), "write equations: with next(h) for what runs backwards"),
    **dict.fromkeys(
        ("validation", "test", "train", "dataset"), ("leave it out: a lesson's sequences are all there is to train on")
    ),
    **dict.fromkeys(("author", "date", "license", "language", "level", "subject"), "leave it out, or put it in about"),
}
"""What to do about a key that says nothing a lesson needs."""


def needless(name: str) -> str:
    """What to do about a key that a lesson does without; nothing where none is known."""
    return NEEDLESS.get(name.casefold().replace("-", "_"), "")
