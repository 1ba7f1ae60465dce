-- REQUEST notes once what a scheduler wants done, however many schedulers ask.
-- KEYS: list. ARGV: id entry nonce remember_seconds
-- Returns 1 if this call, or an earlier try of it, was the first to ask, else 0.
local marker = SCHEDULED .. ARGV[1]
local by = call('GET', marker)
if by then return by == ARGV[3] and 1 or 0 end
call('SETEX', marker, ARGV[4], ARGV[3])
call('LPUSH', REQUESTS, ARGV[2])
return 1
