/** Pytest's output for requests without a VCR.py recording, as real runs printed it, with a different path. */

export const missedPath = (cassette: string): string => `\
=================================== FAILURES ===================================
__________________________________ test_hello __________________________________
tests/test_chat.py:6: in test_hello
    ask()
vcr/stubs/httpx_stubs.py:96: in _shared_vcr_send
    raise CannotOverwriteExistingCassetteException(cassette=cassette, failed_request=vcr_request)
E   vcr.errors.CannotOverwriteExistingCassetteException: Can't play back this request: no recorded interaction matches it (the closest differ in path).
E   record_mode 'none' doesn't record new requests.
E   
E     POST https://api.openai.com/v1/responses
E   
E   Cassette: ${cassette}
E     record_mode: none
E     match_on: method, scheme, host, port, path, query
E     interactions: 1 recorded, 0 played
E   
E   Closest recorded requests:
E     1. POST https://api.openai.com/v1/chat/completions
E        path differs: /v1/responses != /v1/chat/completions
E   
E   How to fix:
E     * If the request changed on purpose, record it again: run once with
E       record_mode='new_episodes' to add it to the cassette, or record_mode='all'
E       with drop_unused_requests=True to re-record the cassette from scratch [1].
E   
E   [1] https://vcrpy.readthedocs.io/en/latest/usage.html#record-modes
=========================== short test summary info ============================
FAILED tests/test_chat.py::test_hello - vcr.errors.CannotOverwriteExistingCassetteException: Can't play back this r...
1 failed in 0.31s
`;

/** From vcrpy 8, with bodies matched. */
export const missedBody = (cassette: string): string => `\
E   vcr.errors.CannotOverwriteExistingCassetteException: Can't overwrite existing cassette ('${cassette}') in your current record mode (<RecordMode.NONE: 'none'>).
    No match for the request (<Request (POST) https://api.openai.com/v1/chat/completions>) was found.
    Found 1 similar requests with 1 different matcher(s) :
    
    1 - (<Request (POST) https://api.openai.com/v1/chat/completions>).
    Matchers succeeded : ['method', 'scheme', 'host', 'port', 'path', 'query']
    Matchers failed :
    body - assertion failure :
    

vcr/stubs/httpx_stubs.py:123: CannotOverwriteExistingCassetteException
`;

/** The same for a missing file. */
export const missedFile = (cassette: string): string =>
  `E   vcr.errors.CannotOverwriteExistingCassetteException: Can't overwrite existing cassette ('${cassette}') in your current record mode ('none').
    No match for the request (<Request (POST) https://api.openai.com/v1/chat/completions>) was found.
    No similar requests, that have not been played, found.
`;

export const blockedNetwork = "E   RuntimeError: Network is disabled for host '104.18.7.192'";
