-- SPDX-License-Identifier: Apache-2.0
local standard = {}

function standard.free_number()
  return 7
end

return standard
