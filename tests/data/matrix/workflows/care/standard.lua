-- SPDX-License-Identifier: Apache-2.0
local standard = {}

function standard.choose()
  return "house-" .. city.id .. "-1"
end

return standard
