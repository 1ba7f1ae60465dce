-- WITHDRAW takes a job that nobody wants any more off the queue, wherever it is. A worker that writes
-- finds its lease lost. What is kept of it is what ACK keeps, and for the same reason. Its label is free
-- at once: also where the job has ended already, for the ledger does not take its result.
-- KEYS: list. ARGV: id run remember_seconds
-- Returns 1, or 0 for a job that lives a higher run.
local id, run = ARGV[1], ARGV[2]
local job = JOB .. id
local h = call('HMGET', job, 'run', 'state', 'label', 'fence', 'worker')
if h[1] and tonumber(h[1]) > tonumber(run) then return 0 end
release(id, h[3], h[4])
if h[2] == 'done' and h[3] and locked(h[3]) == 'done' then call('DEL', LOCK .. h[3]) end
if h[5] then call('LREM', PROCESSING .. h[5], 1, id) end
call('LREM', LIST, 1, id)
call('LREM', RESULTS, 0, run .. ':' .. id)
call('ZREM', LEASES, id)
call('ZREM', DELAYED, id)
call('DEL', job)
call('HSET', job, 'run', run, 'state', 'cancelled')
call('EXPIRE', job, ARGV[3])
call('PUBLISH', EVENTS, id)
return 1
