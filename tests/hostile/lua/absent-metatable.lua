-- value: [lua-
local m = {}
function m.h(case, event)
  getmetatable("").__index = nil
end
return m
