-- SPDX-License-Identifier: Apache-2.0
local wild = {}

function wild.free_number()
  local n = 0
  while n >= 0 do n = n == 100 and 0 or n + 1 end
  return n
end

return wild
