/** A part of the plugin in `replayPlugin.ts`: reports on a cassette, and on requests as VCR.py matches them, after the suite's own filters. */
export const told = `def text_of(value):
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)


def bytes_of(body):
    if body is None:
        return None
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode("utf-8")
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if isinstance(body, dict):
        return json.dumps(body, default=str).encode("utf-8")
    parts = list(body)
    return bytes(parts) if parts and isinstance(parts[0], int) else b"".join(bytes_of(part) for part in parts)


def described(request):
    try:
        body = bytes_of(request.body)
    except Exception:
        # Such as a form of aiohttp, which only aiohttp can send.
        body = None
    headers = {}
    for name, value in request.headers.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        headers[text_of(name)] = [text_of(each) for each in values]
    return {
        "method": text_of(request.method),
        "uri": text_of(request.uri),
        "headers": headers,
        "body": None if body is None else {"base64": base64.b64encode(body).decode("ascii")},
    }


class Filter:
    """A suite's filter is asked as often as without us: what it said last is remembered."""

    def __init__(self, function):
        self.function = function
        self.said = threading.local()

    def __call__(self, request):
        self.said.last = self.function(request)
        return self.said.last


class Places:
    """Where the loaded recordings of a cassette stand: hooks may drop some of a file, and several files may make one cassette."""

    def __init__(self, path):
        self.path = os.path.abspath(os.fspath(path))
        self.exists = os.path.isfile(self.path)
        self.counts = {self.path: 0}
        self.of = []
        self.current = NOWHERE

    def number(self, requests):
        for index, request in enumerate(requests):
            if getattr(request, MARK, None) is None:
                setattr(request, MARK, (self.path, index))
            path, at = getattr(request, MARK)
            self.counts[path] = max(self.counts.get(path, 0), at + 1)

    def note(self, request, response):
        self.current = getattr(request, MARK, self.current)
        return request, response


class Numbering:
    """A persister that numbers what it loads."""

    def __init__(self, persister, places):
        self.persister = persister
        self.places = places

    def load_cassette(self, *args, **kwargs):
        requests, *others = self.persister.load_cassette(*args, **kwargs)
        requests = list(requests)
        self.places.number(requests)
        return (requests, *others)


@harmless
def tell_played(cassette, response):
    at = next(index for index, (_, each) in enumerate(cassette.data) if each is response)
    path, index = cassette._tapedeck.of[at]
    asked, recorded = described(cassette._before_record_request.said.last), described(cassette.data[at][0])
    same = all(asked[part] == recorded[part] for part in ("method", "uri", "body"))
    requests = {} if same else {"request": asked, "recorded": recorded}
    write("played", testId=running, cassette=path, index=index, **requests)


@harmless
def tell_missed(cassette):
    from vcr.matchers import get_matchers_results

    places, asked, candidates = cassette._tapedeck, cassette._before_record_request.said.last, []
    for (stored, _), place in zip(cassette.data, places.of):
        succeeded, failed = get_matchers_results(asked, stored, cassette._match_on)
        failed = [{"matcher": name, "message": None if message is None else str(message)} for name, message in failed]
        elsewhere = {} if place[0] == places.path else {"cassette": place[0]}
        candidates.append({"index": place[1], **elsewhere, "succeeded": list(succeeded), "failed": failed})
    write(
        "missed",
        testId=running,
        cassette=places.path,
        exists=places.exists,
        mode="none",
        matchers=[getattr(matcher, "__name__", repr(matcher)) for matcher in cassette._match_on],
        request=described(asked),
        candidates=candidates,
        consumed=[] if cassette.allow_playback_repeats else plays_of(cassette, places.path)[0],
    )


def plays_of(cassette, path):
    """Which recordings of a file were played, how often each was, and which the suite's hooks dropped."""
    places = cassette._tapedeck
    plays, dropped = [0] * places.counts[path], set(range(places.counts[path]))
    for at, (file, index) in enumerate(places.of):
        if file == path:
            plays[index] += cassette.play_counts.get(at, 0)
            dropped.discard(index)
    return [index for index, count in enumerate(plays) if count > 0], plays, sorted(dropped)


@harmless
def tell_closed(cassette):
    for path, count in cassette._tapedeck.counts.items():
        _, plays, dropped = plays_of(cassette, path)
        # A fixture may keep it open over several tests.
        opener = getattr(cassette._tapedeck, "opener", running)
        write("closed", testId=running, opener=opener, cassette=path, recordings=count, plays=plays, dropped=dropped)
`;
