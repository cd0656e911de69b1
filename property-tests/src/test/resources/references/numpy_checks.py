"""What numpy and scipy say of each operator that has a reference in Java.

    numpy_checks.py SEED COUNT < NAMES

Reads operator names, one a line, and prints COUNT drawn calls of each as a line of JSON: attributes, inputs and the
outputs by numpy, and half as many in float32. A name without a check is printed with "missing". Nothing here is shared with the Java side.
"""
import json
import sys
import zlib

import numpy as np

import array_checks
import layer_checks
import matrix_checks
import number_checks
import sampling_checks
import drawing
from drawing import CHECKS

ALL = (array_checks, layer_checks, matrix_checks, number_checks, sampling_checks)


def array(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": x.dtype.name, "values": [float(v) for v in x.ravel()]}


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    np.seterr(all="ignore")
    for name in sys.stdin.read().split():
        if name not in CHECKS:
            print(json.dumps({"operator": name, "missing": True}))
            continue
        r = np.random.default_rng([seed, zlib.crc32(name.encode())])
        for number in range(count + count // 2):
            drawing.kind = np.float64 if number < count else np.float32
            attributes, inputs, outputs = CHECKS[name](r)
            if "dtype" not in attributes and any(np.asarray(x).dtype == np.float32 for x in inputs):
                outputs = [np.asarray(x) for x in outputs]
                outputs = [x.astype(np.float32) if x.dtype == np.float64 else x for x in outputs]
            print(json.dumps({
                "operator": name, "attributes": attributes, "inputs": [array(x) for x in inputs],
                "outputs": [array(x) for x in outputs]}))


if __name__ == "__main__":
    main()
