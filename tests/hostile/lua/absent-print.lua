-- value: [lua-
local m = {}
function m.h(case, event)
  print("x")
end
return m
