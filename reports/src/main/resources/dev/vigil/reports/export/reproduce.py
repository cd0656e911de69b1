def settings():
    """What the library reads while it loads, so it is set before the import."""
    os.environ.update(ENVIRONMENT)


def function(name, api="nd"):
    """The user API's own function of that operator, if this version generates one."""
    places = [(api, ""), (api + "._internal", ""), (api + ".op", ""), (api + ".contrib", "_contrib_"),
              (api + ".linalg", "_linalg_"), (api + ".image", "_image_"), (api + ".sparse", "_sparse_")]
    if api == "nd":
        places += [("np", "_np_"), ("npx", "_npx_"), ("np._internal", ""), ("npx._internal", "")]
    else:
        places += [(api + ".numpy", "_np_"), (api + ".numpy_extension", "_npx_"), (api + ".numpy._internal", "")]
    for place, prefix in places:
        if not name.startswith(prefix):
            continue
        owner = mx
        for part in place.split("."):
            owner = getattr(owner, part, None)
        found = getattr(owner, name[len(prefix):], None)
        # A function written by hand may do more than call the operator; generated ones have no file.
        if getattr(getattr(found, "__code__", None), "co_filename", "") == "<string>":
            return "mx." + place + "." + name[len(prefix):], found
    return None, None


def call(name, arrays, attributes, out):
    said, found = function(name)
    arguments = dict(attributes)
    if out is not None:
        arguments["out"] = out[0] if len(out) == 1 else out
    if found is not None:
        try:
            result = found(*arrays, **arguments)
            told.add(name + " is called as " + said)
            return result if isinstance(result, (list, tuple)) else [result]
        except TypeError:
            pass  # The function refuses in Python what the operator may take: ask the operator.
        except ValueError:
            pass
    from mxnet.base import _LIB, check_call
    from mxnet._ctypes.ndarray import _imperative_invoke
    handle = ctypes.c_void_p()
    check_call(_LIB.NNGetOpHandle(name.encode(), ctypes.byref(handle)))
    result = _imperative_invoke(handle.value, arrays, list(attributes), list(attributes.values()), out,
                                name.startswith("_np"), False)
    told.add(name + " is called through mxnet's _imperative_invoke, as its own functions do")
    return result if isinstance(result, (list, tuple)) else [result]


def infer(step):
    """What a symbol of the call says of shapes: some operators fail there."""
    said, found = function(step["operator"], "sym")
    if found is None or not all(isinstance(a, np.ndarray) for a in step["inputs"]):
        return
    names = ["in%d" % i for i in range(len(step["inputs"]))]
    try:
        made = found(*[mx.sym.Variable(n) for n in names], **step["attributes"])
        print(said + " infers " + str(made.infer_shape_partial(**dict(zip(names, [a.shape for a in step["inputs"]])))))
    except Exception as error:
        print(said + " infers nothing: " + brief(error))


def device():
    return mx.gpu(0) if DEVICE == "gpu" else mx.cpu(0)


def array(values, name):
    made = mx.nd.array(values, ctx=device(), dtype=values.dtype)
    return made.as_np_ndarray() if name.startswith("_np") else made


def updates(step):
    """Whether it takes a gradient; the backward pass comes before it."""
    return any(isinstance(given, tuple) and given[0] == "gradient" for given in step["inputs"])


def run(case, change=lambda values: values):
    """Outputs of all steps and gradients of the last, as numpy arrays."""
    mx.util.set_np_shape(case["numpy_shape"])
    mx.random.seed(1)
    steps, taken, results, gradients = [], [], [], []
    recording = any(g != "null" for step in case["steps"] for g in step["gradients"])
    for position, step in enumerate(case["steps"]):
        name, arrays = step["operator"], []
        if updates(step) and not updates(case["steps"][position - 1]):
            mx.autograd.backward(list(steps[-1]), train_mode=case["steps"][position - 1]["train"])
        for given in step["inputs"]:
            if isinstance(given, tuple):
                kind, number, place = given
                source = (steps if kind == "output" else taken)[number][place]
                arrays.append(source.grad if kind == "gradient" else source)
            else:
                arrays.append(array(change(given), name))
        taken.append(arrays)
        for given, made, request in zip(step["inputs"], arrays, step["gradients"]):
            if request != "null" and not isinstance(given, tuple):
                made.attach_grad(grad_req=request)
                gradients.append(made)
        out = None
        if step["out"]:
            out = [arrays[o] if isinstance(o, int) else array(change(o), name) for o in step["out"]]
        if (recording and not updates(step)) or step["train"]:
            scope = mx.autograd.record(train_mode=step["train"]) if recording and not updates(step) else mx.autograd.train_mode()
            with scope:
                outputs = call(name, arrays, step["attributes"], out)
        else:
            outputs = call(name, arrays, step["attributes"], out)
        steps.append(outputs)
    if recording and not updates(case["steps"][-1]):
        mx.autograd.backward(list(steps[-1]), train_mode=case["steps"][-1]["train"])
    for outputs in steps:
        results.extend(o.asnumpy() for o in outputs)
    results.extend(a.grad.asnumpy() for a in gradients if a.grad is not None)
    mx.nd.waitall()
    return results


def attempt(case, change=lambda values: values):
    """The results, or the error that the library gave, which may be of any type of Python's."""
    try:
        return run(case, change)
    except Exception as error:
        return brief(error)


def brief(error):
    lines = [line for line in str(error).splitlines() if line.strip()]
    return type(error).__name__ + ": " + (lines[-1].strip() if lines else "")


def show(label, results):
    if isinstance(results, str):
        print(label + ": refused: " + results)
        return
    for number, values in enumerate(results):
        text = np.array2string(values, threshold=20, separator=", ")
        print("%s %d: %s%s\n%s" % (label, number, values.dtype, values.shape, text))


def whole(case):
    return all(isinstance(a, np.ndarray) and a.dtype.kind == "i" for a in case["steps"][0]["inputs"])


def widened(case, nudge=None):
    integers = whole(case)

    def change(values):
        if values.dtype.kind == "f" or integers:
            values = values.astype("float64")
            if nudge is not None:
                values = values * (1 + nudge * np.where(random.rand(*values.shape) < 0.5, 1, -1))
        return values

    random = np.random.RandomState(7)
    return attempt(case, change)


def roundoff(dtype):
    return float(np.finfo(dtype).eps) / 2 if dtype.kind == "f" else 0.0


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def differs_from_float64(case, results):
    """The rule of cross-dtype in docs/oracles.md: conditioning, seen by nudged inputs, plus growth of rounding errors."""
    inputs = [a for a in case["steps"][0]["inputs"] if isinstance(a, np.ndarray)]
    narrow = max([roundoff(a.dtype) for a in inputs] + [0.0])
    exact = widened(case)
    show("in float64", exact)
    if isinstance(exact, str) or isinstance(results, str):
        return None
    nudged = [widened(case, side * 8 * narrow) for side in (1, -1)]
    elements = max([a.size for a in inputs] + [1])
    there = False
    for number, (a, b) in enumerate(zip(results, exact)):
        if a.shape != b.shape:
            print("output %d has shape %s, in float64 %s" % (number, a.shape, b.shape))
            there = True
            continue
        if FAULT == "dtype" and a.dtype == np.float64:
            print("output %d is float64 although no input is" % number)
            there = True
        if a.size == 0:
            continue
        a, b = a.astype("float64"), b.astype("float64")
        finite = np.isfinite(b)
        if not finite.any():
            continue
        u = max(narrow, roundoff(results[number].dtype))
        n = max(1.0, elements / float(a.size))
        sway = max([np.nanmax(np.abs(other[number][finite] - b[finite])) for other in nudged
                    if not isinstance(other, str) and other[number].shape == b.shape] + [0.0])
        allowed = 16 * np.sqrt(n) * sway + (256 + n) * u * np.abs(b[finite]).max()
        worst = np.abs(np.where(np.isfinite(a), a, np.inf)[finite] - b[finite]).max()
        print("output %d is off by up to %g, allowed is %g" % (number, worst, allowed))
        there = there or worst > allowed
    return there


def judge(case):
    """Whether the fault is there; None when this script cannot tell."""
    if DIES:
        mx.util.set_np_shape(case["numpy_shape"])
        infer(case["steps"][-1])
        sys.stdout.flush()
    results = attempt(case)
    show("result", results)
    if DIES:
        for again in range(20):
            attempt(case)  # Spoilt memory need not be noticed at once.
        return False
    if ORACLE == "repeat":
        for again in range(20):
            other = attempt(case)
            if isinstance(results, str) or isinstance(other, str):
                if isinstance(results, str) != isinstance(other, str):
                    show("the next time", other)
                    return True
            elif len(other) != len(results) or not all(same(a, b) for a, b in zip(results, other)):
                show("the next time", other)
                return True
        return None if isinstance(results, str) else False
    if ORACLE == "cross-dtype":
        return differs_from_float64(case, results)
    if FAULT == "nan-inf" and not isinstance(results, str):
        exact = widened(case)
        show("in float64", exact)
        if isinstance(exact, str):
            return None
        return any(not np.isfinite(a[np.isfinite(b)]).all() for a, b in zip(results, exact)
                   if a.shape == b.shape and a.dtype.kind == "f")
    return None


def child():
    mx.util.reset_np()  # On in 2.x; each case says what shapes it wants.
    for case in CASES[:-1]:
        show("before", attempt(case))
    there = judge(CASES[-1])
    for line in sorted(told):
        print(line)
    sys.stdout.flush()
    return CANNOT_TELL if there is None else THERE if there else 0


def resident(pid):
    try:
        with open("/proc/%d/statm" % pid) as numbers:
            return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (IOError, IndexError):
        return 0


def parent():
    """Runs the calls in a process of their own, for they may end it."""
    print("observed by Vigil: " + OBSERVED)
    print("expected:          " + EXPECTED)
    sys.stdout.flush()
    process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--child"])
    began, limit = time.time(), None
    while process.poll() is None:
        if time.time() - began > SECONDS_MAX:
            limit = "no answer within %d seconds" % SECONDS_MAX
        elif resident(process.pid) > BYTES_MAX:
            limit = "more than %d MiB of memory" % (BYTES_MAX >> 20)
        if limit:
            process.kill()
            process.wait()
            break
        time.sleep(0.05)
    code = process.returncode
    if limit:
        print(limit)
    elif code < 0:
        print("the process died of signal %d" % -code)
    if limit or code < 0:
        verdict = 1 if DIES else 4
    else:
        verdict = {0: 0, THERE: 1}.get(code, 4)
    print({0: "the fault does not show", 1: "THE FAULT IS THERE", 4: "cannot tell"}[verdict])
    sys.exit(verdict)


told = set()
# Unlike what Python itself ends with, so that a mistake of this script is no fault of the library.
THERE, CANNOT_TELL = 101, 104
if "--child" in sys.argv:
    settings()
    try:
        import mxnet as mx
    except Exception as error:  # Whatever it is, it is no fault of the operator.
        print("mxnet does not import here: %s: %s" % (type(error).__name__, error))
        sys.exit(CANNOT_TELL)
    sys.exit(child())
parent()
