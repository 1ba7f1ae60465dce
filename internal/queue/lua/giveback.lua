-- GIVEBACK puts jobs that a worker has not tried to their end back to the front of the list,
-- uncounted.
-- KEYS: list. ARGV: worker fence entry [entry ...]; a fence of '' means that the worker has forgotten
-- the entries; with one, the only entry is given back only while that fence is the newest. No entry
-- at all means that the worker leaves and everything it holds goes back.
-- Returns how many went back.
local worker, fence, n = ARGV[1], ARGV[2], 0
local _, micros = clock()
if fence ~= '' then
  local h = call('HMGET', JOB .. ARGV[3], 'fence', 'worker')
  if h[1] ~= fence then return 0 end
  return requeue(ARGV[3], h[2], nil, micros) and 1 or 0
end
local entries = {}
if #ARGV > 2 then
  for i = 3, #ARGV do entries[#entries + 1] = ARGV[i] end
else
  entries = call('LRANGE', PROCESSING .. worker, 0, -1)
  call('ZREM', WORKERS, worker)
  call('DEL', WORKER .. worker)
end
for _, entry in ipairs(entries) do
  if requeue(entry, worker, nil, micros) then n = n + 1 end
end
return n
