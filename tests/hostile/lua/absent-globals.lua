-- value: [lua-
local m = {}
function m.h(case, event)
  _G.shared = 1
  return _G.shared
end
return m
