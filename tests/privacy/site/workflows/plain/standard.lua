-- SPDX-License-Identifier: Apache-2.0
local standard = {}

function standard.may_leave()
  return false, case.name .. " of " .. case.address .. " is afraid"
end

return standard
