-- ENQUEUE puts a job on the list. A job that is there already, or was there a moment ago, stays as
-- it is; one with a higher run is a new life and replaces what is left of the old one.
-- KEYS: list. ARGV: id run kind label force(0|1) payload
-- Returns 1 if the job was put on the list, else 0.
local id, job = ARGV[1], JOB .. ARGV[1]
local h = call('HMGET', job, 'run', 'label', 'fence')
if h[1] then
  if tonumber(h[1]) >= tonumber(ARGV[2]) then return 0 end
  release(id, h[2], h[3])
  call('DEL', job)
  call('ZREM', LEASES, id)
  call('ZREM', DELAYED, id)
end
local now = clock()
call('HSET', job, 'run', ARGV[2], 'kind', ARGV[3], 'label', ARGV[4], 'force', ARGV[5], 'payload', ARGV[6],
  'state', 'queued', 'queued', now, 'deliveries', 0, 'failures', 0, 'log', '')
call('LPUSH', LIST, id)
call('PUBLISH', EVENTS, id)
return 1
