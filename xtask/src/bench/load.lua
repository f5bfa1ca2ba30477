-- For wrk: sends one call for each session in turn, and says what was measured as JSON.
--
-- Arguments: the file of the session cookies, one a line; the file of the body; and the mean pause
-- of a connection between two calls in milliseconds, or 0 for none.

local calls, at, pause = {}, 0, 0

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("*a")
  file:close()
  return text
end

function init(arguments)
  local body = read(arguments[2])
  for cookie in io.lines(arguments[1]) do
    local headers = {
      ["Cookie"] = cookie,
      ["Content-Type"] = "application/json",
      ["Sec-Fetch-Site"] = "same-origin",
      ["X-Uploader-CSRF"] = "1",
    }
    calls[#calls + 1] = wrk.format("POST", nil, headers, body)
  end
  pause = tonumber(arguments[3])
  if pause == 0 then delay = nil end
end

function request()
  at = at % #calls + 1
  return calls[at]
end

-- Connections that all paused equally would send in step.
function delay()
  return math.random(0, 2 * pause)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"calls":%d,"failed":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f}\n',
    summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration / 1e6,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3
  ))
end
