-- SPDX-License-Identifier: Apache-2.0
local standard = {}

function standard.breaks(case)
  error("it says " .. case.secret .. " and " .. case.both)
end

function standard.full()
  return false, "no free place"
end

function standard.act(case)
  error("it says " .. case.secret .. " and " .. case.both)
end

return standard
