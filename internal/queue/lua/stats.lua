-- STATS counts what is on the queue.
-- KEYS: list.
-- Returns {waiting, leased, delayed, results, requests, workers, oldest_ms}; oldest_ms is how long
-- ago the job that is taken next was put on the queue, 0 when there is none or nobody knows.
local oldest = 0
local entry = call('LRANGE', LIST, -1, -1)[1]
if entry and not foreign(entry) then
  local queued = call('HGET', JOB .. entry, 'queued')
  if queued then oldest = math.max(0, clock() - queued) end
end
return {call('LLEN', LIST), call('ZCARD', LEASES), call('ZCARD', DELAYED), call('LLEN', RESULTS),
  call('LLEN', REQUESTS), call('ZCARD', WORKERS), oldest}
