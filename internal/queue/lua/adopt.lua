-- ADOPT turns an entry that another program has put on the list into a job of ours, in the
-- processing list of the worker that took it; or, with an error, into a dead job.
-- KEYS: list. ARGV: entry worker id kind payload error
-- Returns 1 if the entry was there to be adopted, or had been by this same call, else 0.
local entry, worker, id, err = ARGV[1], ARGV[2], ARGV[3], ARGV[6]
local job = JOB .. id
if call('EXISTS', job) == 1 then return 1 end
if call('LREM', PROCESSING .. worker, 1, entry) == 0 then return 0 end
call('HINCRBY', COUNTERS, 'adopted', 1)
call('HSET', job, 'run', 1, 'kind', ARGV[4], 'label', '', 'force', 0, 'payload', ARGV[5],
  'state', 'queued', 'deliveries', 0, 'failures', 0, 'log', '')
if err == '' then
  call('LPUSH', PROCESSING .. worker, id)
  return 1
end
local _, micros = clock()
call('HSET', job, 'state', 'dead', 'error', err, 'finished', micros)
finish(id, 1, worker)
return 1
