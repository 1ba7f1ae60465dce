-- What several scripts share. The key names above it come from keys.go.
--
-- A job's hash: run kind label force payload state deliveries failures log, and
--   queued              when it was put on the queue, in milliseconds; not for what was adopted
--   fence worker open   while it is claimed (open is the log entry of this try, without its end)
--   last                the fence under which its last failure was reported
--   output error finished   once it has ended
-- log is a list of JSON objects, each followed by a comma: n number, w worker, s started, and then
-- e ended, x error, r retry at; times in microseconds.
local call = redis.call

-- A script that failed half-way would leave half a step behind, so what can make one fail does so
-- here: another program's value in the place of the list, and a cluster that is moving the keys to
-- another node, some of which are not here then. Asked for two keys, one of which never exists, it
-- refuses for as long as that lasts.
call('LLEN', LIST)
call('EXISTS', LIST, NOTHING)

-- clock returns the time in milliseconds, as a number, and in microseconds, as a string.
local function clock()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000), t[1] .. string.format('%06d', tonumber(t[2]))
end

-- foreign tells whether an entry of the list was put there by another program.
local function foreign(entry)
  return entry == '' or #entry > 128 or string.find(entry, '[^%w_.:-]') ~= nil
end

-- locked returns who has a label: 'done', a claim, or nil for nobody. Another program's value that is
-- no text counts as nobody's, and is overwritten.
local function locked(label)
  local lock = redis.pcall('GET', LOCK .. label)
  return type(lock) == 'string' and lock or nil
end

-- release ends a job's claim on its label, if it still has it.
local function release(id, label, fence)
  if label and label ~= '' and fence then
    if locked(label) == 'claim:' .. id .. ':' .. fence then call('DEL', LOCK .. label) end
  end
end

-- finish takes a job that has ended off the worker's hands and reports it.
local function finish(id, run, worker)
  call('LREM', PROCESSING .. worker, 1, id)
  call('ZREM', LEASES, id)
  call('LPUSH', RESULTS, run .. ':' .. id)
  call('PUBLISH', EVENTS, id)
end

-- suspicion returns for how many milliseconds a job waits that was in hand at the ends of so many
-- workers: not at all after the first, and then as chance has it, of up to one, two and at last four
-- times a unit. So the job that ends its workers and those that were only beside it come back apart.
local function suspicion(id, ends, unit)
  if ends < 2 then return 0 end
  return tonumber(string.sub(redis.sha1hex(id .. ':' .. ends), 1, 7), 16) % (unit * 2 ^ math.min(ends - 2, 2))
end

-- requeue puts an entry that a worker has taken back to the front of the list, unless it is
-- somebody else's by now. With a fault, a sentence in JSON, the try counts, and the job may have to
-- wait, see suspicion; without one it does not. It returns whether it did.
local function requeue(entry, worker, fault, micros, unit)
  call('LREM', PROCESSING .. worker, 1, entry)
  local job = JOB .. entry
  local h = call('HMGET', job, 'state', 'worker', 'fence', 'label', 'deliveries', 'open', 'log', 'failures')
  if h[1] == 'running' and h[2] == worker then
    local wait = fault and suspicion(entry, h[5] - h[8], unit) or 0
    release(entry, h[4], h[3])
    call('ZREM', LEASES, entry)
    if fault then
      local story = h[7] .. h[6] .. ',"e":' .. micros .. ',"x":' .. fault
      if wait > 0 then
        local due = clock() + wait
        call('HSET', job, 'state', 'retrying', 'log', story .. ',"r":' .. string.format('%.0f', due * 1000) .. '},')
        call('ZADD', DELAYED, due, entry)
      else
        call('HSET', job, 'state', 'queued', 'log', story .. '},')
      end
    else
      call('HSET', job, 'state', 'queued', 'deliveries', h[5] - 1)
    end
    call('HDEL', job, 'fence', 'worker', 'open')
    call('PUBLISH', EVENTS, entry)
    if wait > 0 then return true end
  elseif h[1] ~= 'queued' and (h[1] or not foreign(entry)) then
    return false
  end
  call('RPUSH', LIST, entry)
  return true
end
