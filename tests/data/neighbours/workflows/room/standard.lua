-- SPDX-License-Identifier: Apache-2.0
local room = {}

function room.may_settle(case)
  if case.people > param.most then return false, "more people than a room takes" end
  return true
end

return room
